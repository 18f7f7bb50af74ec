{
	const way_names = {
		account: __("with an account"),
		class: __("in class"),
		self: __("self-declared, not compared"),
	};
	frappe.listview_settings["BDHVS Certificate"] = {
		add_fields: ["sample"],
		formatters: { way: (way) => way_names[way] || frappe.utils.escape_html(way) },
		get_indicator(doc) {
			return doc.sample ? [__("Sample"), "gray", "sample,=,1"] : [__("Issued"), "green", "sample,=,0"];
		},
	};
}
