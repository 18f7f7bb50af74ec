frappe.ui.form.on("BDHVS Certificate", {
	refresh(frm) {
		if (!bdhvs.decisions.is_staff()) return;
		const serial = frm.doc.name;
		bdhvs.decisions.ask("paper", { serial }).then((paper) => {
			if (frm.doc.name !== serial) return;
			if (paper.revoked !== null) {
				const why = frappe.utils.escape_html(paper.revoked);
				frm.set_intro(__("This paper was revoked. Reason: {0}", [why]), "red");
				const again = paper.current && bdhvs.decisions.is_manager() && paper.name;
				if (again) frm.add_custom_button(__("Issue again"), () => issue_again(frm, paper));
				return;
			}
			if ("name" in paper) frm.add_custom_button(__("Revoke"), () => revoke(frm));
			if (paper.name) frm.add_custom_button(__("Correct the holder"), () => correct(frm, paper));
		});
	},
});

function revoke(frm) {
	const decisions = bdhvs.decisions;
	const told = __("Whoever checks the paper sees that it was revoked, and why. The completion still counts.");
	decisions.dialog({
		title: __("Revoke"),
		fields: [{ fieldtype: "HTML", options: `<p>${told}</p>` }, decisions.reason_field()],
		label: __("Revoke"),
		danger: true,
		act: ({ reason }) =>
			decisions.ask("revoke", { serial: frm.doc.name, reason }).then(() => {
				frappe.show_alert({ message: __("The paper is revoked."), indicator: "green" });
				frm.reload_doc();
			}),
	});
}

function correct(frm, paper) {
	if (paper.user) return correct_by_account(frm, paper);
	const decisions = bdhvs.decisions;
	const told = __(
		"With another name or birth year a new paper is issued; the old one then says that it was replaced, and by which."
	);
	decisions.dialog({
		title: __("Correct the holder"),
		fields: [
			{ fieldname: "name", fieldtype: "Data", label: __("Full name"), reqd: 1, default: paper.name },
			{ fieldname: "birth_year", fieldtype: "Data", label: __("Birth year"), reqd: 1, default: paper.birth_year },
			{ fieldname: "phone", fieldtype: "Data", label: __("Phone"), default: paper.phone },
			{ fieldname: "village", fieldtype: "Data", label: __("Village"), default: paper.village },
			{ fieldtype: "HTML", options: `<p>${told}</p>` },
		],
		label: __("Correct the holder"),
		act: ({ name, birth_year, phone, village }) =>
			decisions
				.ask("correct", { serial: frm.doc.name, name, birth_year, phone: phone || "", village: village || "" })
				.then((said) => say_corrected(frm, said)),
	});
}

function correct_by_account(frm, paper) {
	const account = `<a href="/app/user/${encodeURIComponent(paper.user)}">${frappe.utils.escape_html(paper.user)}</a>`;
	const told = __("Their account {0} says who they are: correct it there, then issue again.", [account]);
	const { name, birth_year } = paper.printed || {};
	if (paper.printed && name === paper.name && birth_year === paper.birth_year) return frappe.msgprint(told);
	issue_again(frm, paper);
}

function issue_again(frm, paper) {
	const { table, person_columns, dialog, ask } = bdhvs.decisions;
	const told = __("A new paper for:");
	dialog({
		title: __("Issue again"),
		fields: [{ fieldtype: "HTML", options: `<p>${told}</p>${table([paper], person_columns())}` }],
		label: __("Issue again"),
		act: () => ask("issue_again", { serial: frm.doc.name }).then((said) => say_corrected(frm, said)),
	});
}

function say_corrected(frm, { corrected, serial, others }) {
	const link = (bare) =>
		`<a href="/app/bdhvs-certificate/${encodeURIComponent(bare)}">${bdhvs.decisions.serial(bare)}</a>`;
	const said = [];
	if (corrected) said.push(__("The holder is corrected."));
	if (serial) said.push(__("The new paper: {0}", [link(serial)]));
	if (!said.length) said.push(__("Nothing was changed."));
	if (others.length) {
		said.push(__("These papers still say another name or birth year: {0}", [others.map(link).join(", ")]));
	}
	frappe.msgprint({ message: said.join("<br>"), indicator: "green" });
	frm.reload_doc();
}
