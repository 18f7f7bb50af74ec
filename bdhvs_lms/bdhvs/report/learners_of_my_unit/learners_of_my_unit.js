frappe.query_reports["Learners of My Unit"] = {
	filters: [
		{ fieldname: "name", label: __("Name, with or without accents"), fieldtype: "Data" },
		{ fieldname: "unit", label: __("Unit"), fieldtype: "Link", options: "BDHVS Unit" },
		{ fieldname: "audience", label: __("Group"), fieldtype: "Link", options: "BDHVS Group" },
		{ fieldname: "course", label: __("Course"), fieldtype: "Link", options: "BDHVS Course" },
		{
			fieldname: "state",
			label: __("Status"),
			fieldtype: "Select",
			options: [
				{ value: "", label: "" },
				{ value: "counted", label: __("counted") },
				{ value: "held", label: __("held") },
				{ value: "refused", label: __("refused") },
			],
		},
	],
};
