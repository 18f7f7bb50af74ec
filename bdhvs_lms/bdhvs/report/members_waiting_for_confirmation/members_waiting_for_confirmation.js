frappe.query_reports["Members waiting for confirmation"] = {
    filters: [
        {
            fieldname: "state",
            label: __("Status"),
            fieldtype: "Select",
            options: [
                { value: "Declared", label: __("Waiting for confirmation") },
                { value: "Confirmed", label: __("Confirmed") },
                { value: "Refused", label: __("Refused") },
            ],
            default: "Declared",
            reqd: 1,
        },
    ],

    get_datatable_options: (options) => Object.assign(options, { checkboxColumn: true }),

    // Ticks stay by their place when other members are shown.
    after_datatable_render: (datatable) => datatable.rowmanager.checkAll(false),

    onload(report) {
        const chosen = () =>
            report.get_checked_items().map((row) => ({ user: row.user, unit: row.unit }));

        const act = (state, label, question, method, args) =>
            report.page.add_inner_button(label, () => {
                const members = chosen();
                if (!members.length || report.get_filter_value("state") !== state) {
                    frappe.msgprint(__("Tick the members first."));
                    return;
                }
                frappe.confirm(question(members.length), () =>
                    frappe
                        .call(`bdhvs_lms.province.officials.${method}`, { members, ...args })
                        .then(({ message }) => {
                            frappe.show_alert(
                                message.passed
                                    ? __("{0} done, {1} had changed in the meantime.", [message.done, message.passed])
                                    : __("{0} done.", [message.done])
                            );
                            report.refresh();
                        })
                );
            });

        act("Declared", __("Confirm members"), (n) => __("Confirm that {0} members belong to your unit?", [n]),
            "decide", { confirm: 1 });
        act("Declared", __("Refuse members"),
            (n) => __("Refuse {0} members? Papers that waited for the confirmation are revoked.", [n]),
            "decide", { confirm: 0 });
        act("Confirmed", __("Release members"),
            (n) => __("Release {0} members who have moved? They choose their new unit themselves.", [n]), "release", {});
    },
};
