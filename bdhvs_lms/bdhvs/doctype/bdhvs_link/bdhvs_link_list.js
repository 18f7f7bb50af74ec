frappe.listview_settings["BDHVS Link"] = {
	hide_name_column: true,
	add_fields: ["merged", "decided"],
	get_indicator(doc) {
		if (doc.decided === "same") return [__("The same person"), "green", "decided,=,same"];
		if (doc.decided === "different") return [__("Two people"), "blue", "decided,=,different"];
		if (doc.merged) return [__("Merged by rule"), "gray", "merged,=,1|decided,=,"];
		return [__("Not decided"), "orange", "merged,=,0|decided,=,"];
	},
};
