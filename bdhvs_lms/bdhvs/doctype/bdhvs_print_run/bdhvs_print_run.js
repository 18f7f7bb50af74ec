frappe.ui.form.on("BDHVS Print Run", {
    setup(frm) {
        frappe.realtime.on("bdhvs_print", ({ name, percent }) => {
            if (name !== frm.doc.name) return;
            if (percent < 100) frm.dashboard.show_progress(__("Papers"), percent);
            else frm.reload_doc();
        });
    },

    refresh(frm) {
        if (frm.is_new()) return;
        frm.add_custom_button(__("Print again"), () =>
            frm.call({ method: "bdhvs_lms.province.print_runs.again", args: { name: frm.doc.name }, freeze: true })
                .then(() => frm.reload_doc())
        );
        frappe.call("bdhvs_lms.province.print_runs.files", { name: frm.doc.name }).then(({ message }) => {
            for (const file of message || []) {
                frm.add_custom_button(file.file_name, () => window.open(file.file_url), __("Fetch"));
            }
        });
    },
});
