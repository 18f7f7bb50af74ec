frappe.listview_settings["BDHVS Unit"] = {
	add_fields: ["sample"],
	get_indicator(doc) {
		return doc.sample ? [__("Sample"), "gray", "sample,=,1"] : [doc.kind, "blue", `kind,=,${doc.kind}`];
	},
};
