frappe.ui.form.on("BDHVS Link", {
	refresh(frm) {
		if (!bdhvs.decisions.is_staff()) return;
		frm.add_custom_button(__("Compare and decide"), () =>
			bdhvs.decisions.ask("pair", { name: frm.doc.name }).then((pair) => compare(frm, pair))
		).addClass("btn-primary");
	},
});

function compare(frm, { people, merged, decided }) {
	const fields = {
		...bdhvs.decisions.person_columns(),
		[__("Group")]: (one) => one.group,
		[__("Registered")]: (one) => frappe.datetime.str_to_user(one.registered),
		[__("Account")]: (one) => one.user,
		[__("Courses")]: (one) => one.courses.join("; "),
	};
	const escape = (text) => frappe.utils.escape_html(String(text || ""));
	const rows = Object.entries(fields).map(([label, of]) => {
		const [one, other] = people.map(of);
		const differs = String(one || "") === String(other || "") ? "" : ` class="table-warning"`;
		return `<tr${differs}><th>${escape(label)}</th><td>${escape(one)}</td><td>${escape(other)}</td></tr>`;
	});
	const stands =
		{ same: __("Decided: the same person."), different: __("Decided: two people.") }[decided] ||
		(merged ? __("Merged by the rule: same phone, name and birth year.") : __("Not decided; counted once meanwhile."));
	const decide = (same) => () =>
		bdhvs.decisions.ask("decide", { name: frm.doc.name, same: same ? 1 : 0 }).then(() => {
			dialog.hide();
			const message = same ? __("They count as one person.") : __("They count as two people.");
			frappe.show_alert({ message, indicator: "green" });
			frm.reload_doc();
		});
	const dialog = new frappe.ui.Dialog({
		title: __("One person or two?"),
		size: "large",
		fields: [
			{ fieldtype: "HTML", options: `<table class="table table-bordered">${rows.join("")}</table><p>${stands}</p>` },
		],
		primary_action_label: __("The same person"),
		primary_action: decide(true),
		secondary_action_label: __("Two people"),
		secondary_action: decide(false),
	});
	dialog.show();
}
