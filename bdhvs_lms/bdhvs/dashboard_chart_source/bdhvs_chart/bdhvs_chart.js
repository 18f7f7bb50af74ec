frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["BDHVS Chart"] = {
	method: "bdhvs_lms.province.dashboard.chart",
	filters: [],
};
