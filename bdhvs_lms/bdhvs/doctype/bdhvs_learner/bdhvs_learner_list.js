frappe.listview_settings["BDHVS Learner"] = {
	add_fields: ["erased"],
	formatters: { registered: (moment) => frappe.datetime.str_to_user((moment || "").slice(0, 10)) },
	get_indicator(doc) {
		return doc.erased ? [__("Erased"), "gray", "erased,=,1"] : [__("Registered"), "green", "erased,=,0"];
	},
	onload(list) {
		list.page.add_inner_button(__("Learners of My Unit"), () =>
			frappe.set_route("query-report", "Learners of My Unit")
		);
	},
};
