frappe.listview_settings["BDHVS Poster"] = {
	onload(list) {
		if (!frappe.model.can_create("BDHVS Poster")) return;
		list.page.add_inner_button(__("Posters of a course"), () => {
			const dialog = new frappe.ui.Dialog({
				title: __("Posters of a course"),
				fields: [
					{ fieldname: "unit", fieldtype: "Link", options: "BDHVS Unit", label: __("Unit"), reqd: 1 },
					{
						fieldname: "course",
						fieldtype: "Autocomplete",
						label: __("Course"),
						reqd: 1,
						get_query: () => "bdhvs_lms.province.posters.find_courses",
					},
					{
						fieldname: "fmt",
						fieldtype: "Select",
						label: __("Paper size"),
						default: "a4",
						options: [
							{ value: "a4", label: __("poster, A4") },
							{ value: "a3", label: __("poster, A3") },
							{ value: "card", label: __("table card") },
						],
					},
				],
				primary_action_label: __("PDF"),
				primary_action({ unit, course, fmt }) {
					const channel = fmt === "card" ? "T" : "A";
					const given = { unit, course, channel, fmt };
					open_url_post("/api/method/bdhvs_lms.province.posters.course_pdf", given, true);
					dialog.hide();
				},
			});
			dialog.show();
		});
	},
};
