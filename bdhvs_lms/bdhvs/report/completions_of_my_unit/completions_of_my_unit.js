frappe.query_reports["Completions of My Unit"] = {
	filters: [
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date", default: frappe.datetime.year_start(), reqd: 1 },
		{ fieldname: "to_date", label: __("Until"), fieldtype: "Date", default: frappe.datetime.get_today(), reqd: 1 },
		{ fieldname: "unit", label: __("Unit"), fieldtype: "Link", options: "BDHVS Unit" },
		{ fieldname: "course", label: __("Course"), fieldtype: "Link", options: "BDHVS Course" },
		{
			fieldname: "way",
			label: __("Way"),
			fieldtype: "Select",
			options: [
				{ value: "", label: "" },
				{ value: "account", label: __("with an account") },
				{ value: "class", label: __("in class") },
				{ value: "self", label: __("self-declared, not compared") },
			],
		},
	],
};
