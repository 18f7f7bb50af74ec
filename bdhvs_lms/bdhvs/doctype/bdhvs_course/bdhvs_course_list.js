frappe.listview_settings["BDHVS Course"] = {
	onload(list) {
		if (!frappe.user.has_role(["BDHVS Manager", "System Manager"])) return;
		list.page.add_inner_button(__("Publish courses"), () =>
			frappe
				.call({
					method: "bdhvs_lms.province.publishing.publish_courses",
					type: "POST",
				})
				.then(() =>
					frappe.show_alert({
						message: __("Publishing has begun. The list says what was left when it is done."),
						indicator: "blue",
					})
				)
		);
		list.page.add_inner_button(__("Certify an LMS course"), () => {
			const dialog = new frappe.ui.Dialog({
				title: __("Certify an LMS course"),
				fields: [
					{
						fieldname: "lms_course",
						fieldtype: "Autocomplete",
						label: __("Course"),
						reqd: 1,
						get_query: () => "bdhvs_lms.province.certified.find_courses",
						description: __(
							"Who completes it gets the province's paper. Those who finished it earlier get theirs at night."
						),
					},
				],
				primary_action_label: __("Certify"),
				primary_action({ lms_course }) {
					frappe
						.call({ method: "bdhvs_lms.province.certified.certify", type: "POST", args: { lms_course } })
						.then(() => {
							dialog.hide();
							list.refresh();
						});
				},
			});
			dialog.show();
		});
	},
};
