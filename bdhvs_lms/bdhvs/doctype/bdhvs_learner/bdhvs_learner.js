frappe.ui.form.on("BDHVS Learner", {
	refresh(frm) {
		if (frm.doc.erased || !bdhvs.decisions.is_manager()) return;
		frm.add_custom_button(__("Erase at their wish"), () =>
			bdhvs.decisions.ask("erasing", { learner: frm.doc.name }).then((people) => erase(frm, people))
		);
	},
});

function erase(frm, people) {
	const { table, person_columns, dialog, ask } = bdhvs.decisions;
	const learner = frm.doc.name;
	const own = people.find((one) => one.learner === learner) || {};
	const told = __(
		"Name, year of birth, phone, village and papers go for good, wherever the same person is known. The count stays. This can't be undone."
	);
	dialog({
		title: __("Erase at their wish"),
		fields: [
			{ fieldtype: "HTML", options: `${table(people, person_columns())}<p>${told}</p>` },
			{
				fieldname: "typed",
				fieldtype: "Data",
				reqd: 1,
				label: own.name ? __("Type the person's name") : __("Type the learner's id"),
				description: frappe.utils.escape_html(own.name || learner),
			},
		],
		label: __("Erase for good"),
		danger: true,
		act: ({ typed }) =>
			ask("erase", { learner, typed }).then(({ users }) => {
				const said = [__("Erased. Papers that were handed out stay genuine; the name is withdrawn.")];
				if (users.length) {
					const accounts = users.map(frappe.utils.escape_html).join(", ");
					said.push(__("The account stays, and earns no papers any more: {0}", [accounts]));
				}
				frappe.msgprint(said.join("<br>"));
				frm.reload_doc();
			}),
	});
}
