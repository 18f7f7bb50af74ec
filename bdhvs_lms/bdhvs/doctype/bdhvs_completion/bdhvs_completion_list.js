{
	const way_names = {
		account: __("with an account"),
		class: __("in class"),
		self: __("self-declared, not compared"),
	};
	frappe.listview_settings["BDHVS Completion"] = {
		add_fields: ["state"],
		hide_name_column: true,
		formatters: { way: (way) => way_names[way] || frappe.utils.escape_html(way) },
		get_indicator(doc) {
			const color = { counted: "green", held: "orange", refused: "red" }[doc.state];
			return [__(doc.state), color, `state,=,${doc.state}`];
		},
	};
}
