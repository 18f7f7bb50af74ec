frappe.ui.form.on("BDHVS Unit", {
    kind(frm) {
        if (!frm.is_new() || frm.doc.code || frm.doc.kind !== "cơ quan") return;
        frappe
            .call("bdhvs_lms.bdhvs.doctype.bdhvs_unit.bdhvs_unit.next_code")
            .then(({ message }) => frm.doc.code || frm.set_value("code", message));
    },
});
