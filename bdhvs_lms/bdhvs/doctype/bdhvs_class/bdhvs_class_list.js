frappe.listview_settings["BDHVS Class"] = {
	add_fields: ["closed"],
	get_indicator(doc) {
		return doc.closed ? [__("Class is closed"), "green", "closed,!=,"] : [__("Class is open"), "blue", "closed,=,"];
	},
};
