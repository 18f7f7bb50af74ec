frappe.listview_settings["BDHVS Class"] = {
	add_fields: ["closed", "day"],
	hide_name_column: true,
	get_indicator(doc) {
		if (doc.closed) return [__("Class held"), "green", "closed,!=,"];
		const ahead = doc.day > frappe.datetime.get_today();
		return ahead ? [__("Class to come"), "blue", "closed,=,"] : [__("Not closed yet"), "orange", "closed,=,"];
	},
	onload(list) {
		list.page.add_inner_button(__("Hold classes"), () =>
			frappe
				.call("bdhvs_lms.province.class_pages.address")
				.then(({ message }) => window.open(message))
		);
	},
};
