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
	},
};
