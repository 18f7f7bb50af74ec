const posters = "bdhvs_lms.province.posters";

frappe.ui.form.on("BDHVS Poster", {
	setup(frm) {
		frm.set_df_property("channel", "options", bdhvs_channels());
		frm.get_docfield("lesson").get_query = () => `${posters}.find_lessons`;
	},

	refresh(frm) {
		if (frm.is_new()) {
			frm.add_custom_button(__("Poster for an LMS lesson"), () => choose_lms_lesson(frm));
			return;
		}
		for (const [fmt, label] of [["a4", __("PDF, A4")], ["a3", __("PDF, A3")], ["card", __("PDF, table card")]]) {
			frm.add_custom_button(
				label,
				() => open_url_post(`/api/method/${posters}.pdf`, { name: frm.doc.name, fmt }, true),
				__("Print")
			);
		}
	},

	unit: propose_place,
	lesson: propose_place,
	channel: propose_place,
});

function bdhvs_channels() {
	return [
		{ value: "A", label: __("poster") },
		{ value: "B", label: __("banner") },
		{ value: "P", label: __("standee") },
		{ value: "T", label: __("table card") },
		{ value: "M", label: __("social networks") },
		{ value: "D", label: __("electronic board") },
		{ value: "N", label: __("web page") },
		{ value: "H", label: __("handout") },
		{ value: "R", label: __("loudspeaker") },
	];
}

function propose_place(frm) {
	const { unit, lesson, channel } = frm.doc;
	if (!frm.is_new() || !unit || !lesson || !channel) return;
	frappe
		.call(`${posters}.next_place`, { unit, lesson, channel })
		.then(({ message }) => frm.set_value("place", message));
}

function choose_lms_lesson(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Poster for an LMS lesson"),
		fields: [
			{
				fieldname: "lms_lesson",
				fieldtype: "Autocomplete",
				label: __("LMS lesson"),
				reqd: 1,
				get_query: () => `${posters}.find_lms_lessons`,
			},
		],
		primary_action_label: __("Choose"),
		primary_action({ lms_lesson }) {
			frappe.call({ method: `${posters}.code_for`, type: "POST", args: { lms_lesson } }).then(({ message }) => {
				dialog.hide();
				frm.set_value("lesson", message);
			});
		},
	});
	dialog.show();
}
