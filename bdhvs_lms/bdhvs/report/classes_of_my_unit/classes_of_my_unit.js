frappe.query_reports["Classes of My Unit"] = {
	filters: [
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date", default: frappe.datetime.year_start(), reqd: 1 },
		{ fieldname: "to_date", label: __("Until"), fieldtype: "Date", default: frappe.datetime.get_today(), reqd: 1 },
		{ fieldname: "unit", label: __("Unit"), fieldtype: "Link", options: "BDHVS Unit" },
		{ fieldname: "course", label: __("Course"), fieldtype: "Link", options: "BDHVS Course" },
		{ fieldname: "audience", label: __("Group"), fieldtype: "Link", options: "BDHVS Group" },
	],
};
