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
							{ value: "standee", label: __("standee, 600 × 1600 mm") },
							{ value: "banner", label: __("banner, 4000 × 800 mm") },
							{ value: "card", label: __("table card, A6") },
							{ value: "square", label: __("picture for Zalo and Facebook, 1080 × 1080 pixels") },
							{ value: "board", label: __("picture for electronic boards, 1920 × 1080 pixels") },
							{ value: "handout", label: __("handout for speakers, A4") },
							{ value: "web", label: __("block for an agency's web page") },
							{ value: "radio", label: __("script for the loudspeaker") },
						],
					},
				],
				primary_action_label: __("Print"),
				primary_action({ unit, course, fmt }) {
					const given = { unit, course, fmt };
					open_url_post("/api/method/bdhvs_lms.province.posters.course_pdf", given, true);
					dialog.hide();
				},
			});
			dialog.show();
		});
	},
};
