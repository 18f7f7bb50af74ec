frappe.ui.form.on("BDHVS Class", {
	refresh(frm) {
		const open = () =>
			frappe
				.call("bdhvs_lms.province.class_pages.address", { code: frm.doc.name })
				.then(({ message }) => window.open(message));
		frm.add_custom_button(__("Open the class"), open).addClass("btn-primary");
	},
});
