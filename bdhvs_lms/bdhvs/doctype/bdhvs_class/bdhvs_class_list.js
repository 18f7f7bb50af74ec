frappe.listview_settings["BDHVS Class"] = {
	add_fields: ["closed"],
	get_indicator(doc) {
		return doc.closed ? [__("Closed"), "green", "closed,!=,"] : [__("Open"), "blue", "closed,=,"];
	},
};
