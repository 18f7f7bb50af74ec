frappe.ui.form.on("BDHVS Officials Import", {
    setup(frm) {
        frm.get_docfield("file").options = { restrictions: { allowed_file_types: [".xlsx", ".csv"] }, make_attachments_public: false };
        frappe.realtime.on("bdhvs_officials", ({ name, percent }) => {
            if (name !== frm.doc.name) return;
            if (percent < 100) frm.dashboard.show_progress(__("Rows"), percent);
            else frm.reload_doc();
        });
    },

    refresh(frm) {
        if (frm.is_new() || frm.is_dirty()) return;
        const start = (write) =>
            frm.call({
                method: "bdhvs_lms.province.roster.start",
                args: { name: frm.doc.name, write },
                freeze: true,
            }).then(() => frm.reload_doc());
        frm.add_custom_button(__("Check the list"), () => start(0));
        frm.add_custom_button(__("Write the list"), () =>
            frappe.confirm(__("Write what the list says? Its officials count as confirmed by their units."), () => start(1))
        ).toggleClass("btn-primary", frm.doc.state === "Checked");
    },
});
