frappe.query_reports["Progress by Unit and Group"] = {
	filters: [
		{ fieldname: "year", label: __("Year"), fieldtype: "Int", default: new Date().getFullYear(), reqd: 1 },
		{ fieldname: "audience", label: __("Group"), fieldtype: "Link", options: "BDHVS Group" },
		{ fieldname: "unit", label: __("Unit"), fieldtype: "Link", options: "BDHVS Unit" },
	],
};
