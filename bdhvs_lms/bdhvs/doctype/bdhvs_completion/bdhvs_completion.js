frappe.ui.form.on("BDHVS Completion", {
	refresh(frm) {
		const decisions = bdhvs.decisions;
		if (!decisions.is_staff()) return;
		const review = (counts) => decisions.review([frm.doc.name], counts, () => frm.reload_doc());
		if (frm.doc.state === "held") {
			frm.add_custom_button(__("Let it count"), () => review(true)).addClass("btn-primary");
			frm.add_custom_button(__("Refuse"), () => review(false));
		}
		if (frm.doc.state === "refused") frm.add_custom_button(__("Count after all"), () => count_after_all(frm));
	},
});

function count_after_all(frm) {
	const decisions = bdhvs.decisions;
	frappe.confirm(__("This completion was refused. Let it count, and issue a new paper?"), () =>
		decisions.ask("count_after_all", { completion: frm.doc.name }).then((serial) => {
			frappe.msgprint(__("It counts now. The new paper: {0}", [decisions.serial(serial)]));
			frm.reload_doc();
		})
	);
}
