"""What Frappe calls: a table of contents, no logic."""

app_name = "bdhvs_lms"
app_title = "Bình dân học vụ số"
app_publisher = "The bdhvs_lms authors"
app_description = (
    "Digital-skill courses, QR posters, certificates anyone can check, counted toward the movement's targets"
)
app_license = "agpl-3.0"
required_apps = ["frappe/lms"]

before_install = "bdhvs_lms.province.setup.before_install"
after_install = "bdhvs_lms.province.setup.after_install"
after_sync = "bdhvs_lms.province.setup.after_sync"
after_migrate = ["bdhvs_lms.province.setup.after_migrate"]
before_uninstall = "bdhvs_lms.province.removal.before_uninstall"
after_uninstall = "bdhvs_lms.province.removal.after_uninstall"

auth_hooks = ["bdhvs_lms.province.gate.check_request"]

doc_events = {
    "Auto Email Report": {"validate": "bdhvs_lms.province.live_reports.refuse_unattended"},
    "Dashboard Chart": {"validate": "bdhvs_lms.province.live_reports.refuse_unattended"},
    "DocShare": {"validate": "bdhvs_lms.province.permissions.refuse_share"},
    "Email Queue": {"before_insert": "bdhvs_lms.province.printouts.before_mail"},
    "Error Log": {"before_insert": "bdhvs_lms.province.error_log.leave_out_variables"},
    "LMS Certificate": {
        "before_insert": "bdhvs_lms.province.lms_certificates.check_insert",
        "before_validate": "bdhvs_lms.province.lms_certificates.check_save",
    },
    "LMS Course": {"on_trash": "bdhvs_lms.province.certified.withdraw"},
    "LMS Course Progress": {
        "before_validate": "bdhvs_lms.province.progress_guards.check_lesson_done",
        "on_update": "bdhvs_lms.province.completions.lesson_done",
    },
    "LMS Enrollment": {
        "before_validate": "bdhvs_lms.province.progress_guards.check_enrollment",
        "on_change": "bdhvs_lms.province.completions.enrollment_changed",
    },
    "LMS Quiz Submission": {"before_validate": "bdhvs_lms.province.progress_guards.check_quiz_result"},
    "Personal Data Deletion Request": {"on_change": "bdhvs_lms.province.personal_data.erase_with_user"},
    "Prepared Report": {"before_insert": "bdhvs_lms.province.live_reports.refuse_unattended"},
    "User": {
        "before_rename": "bdhvs_lms.province.members.make_room",
        "on_trash": "bdhvs_lms.province.members.forget_user",
        "on_update": "bdhvs_lms.province.following.user_changed",
        "validate": "bdhvs_lms.province.officials.check_user",
    },
}

_GUARDED = [
    "BDHVS Unit", "BDHVS Learner", "BDHVS Completion", "BDHVS Certificate", "BDHVS Tally", "BDHVS Population",
    "BDHVS Poster", "BDHVS Person", "BDHVS Paper", "BDHVS Account", "BDHVS Scan", "BDHVS Record", "BDHVS Link",
    "BDHVS Claim", "BDHVS Review", "BDHVS Revocation", "BDHVS Seal", "BDHVS Class", "BDHVS Seat", "BDHVS Print Run",
    "BDHVS Print Volume",
]  # fmt: skip
permission_query_conditions = {
    **dict.fromkeys(_GUARDED, "bdhvs_lms.province.permissions.query_conditions"),
    "User": "bdhvs_lms.province.permissions.user_conditions",
}
has_permission = {
    **dict.fromkeys(_GUARDED, "bdhvs_lms.province.permissions.has_permission"),
    "User": "bdhvs_lms.province.permissions.has_user_permission",
}
# Frappe's own, which answer about any DocType without asking whose row it is.
override_whitelisted_methods = {
    "frappe.client.get_count": "bdhvs_lms.province.doors.get_count",
    "frappe.desk.search.search_link": "bdhvs_lms.province.doors.search_link",
    "frappe.desk.search.search_widget": "bdhvs_lms.province.doors.search_widget",
    "frappe.desk.search.get_names_for_mentions": "bdhvs_lms.province.doors.get_names_for_mentions",
    "frappe.desk.doctype.dashboard_chart.dashboard_chart.get": "bdhvs_lms.province.doors.get_chart",
    "frappe.utils.goal.get_monthly_goal_graph_data": "bdhvs_lms.province.doors.get_monthly_goal_graph_data",
    "frappe.desk.query_report.run": "bdhvs_lms.province.live_reports.run",
    "frappe.desk.query_report.export_query": "bdhvs_lms.province.live_reports.export_query",
    "frappe.desk.query_report.save_report": "bdhvs_lms.province.live_reports.save_report",
    "frappe.desk.listview.get_group_by_count": "bdhvs_lms.province.doors.get_group_by_count",
    "frappe.workflow.doctype.workflow.workflow.get_workflow_state_count": (
        "bdhvs_lms.province.doors.get_workflow_state_count"
    ),
    "frappe.desk.treeview.get_all_nodes": "bdhvs_lms.province.doors.get_all_nodes",
    "frappe.desk.doctype.tag.tag.get_tagged_docs": "bdhvs_lms.province.doors.get_tagged_docs",
    "frappe.desk.doctype.tag.tag.add_tag": "bdhvs_lms.province.doors.add_tag",
    "frappe.desk.doctype.tag.tag.add_tags": "bdhvs_lms.province.doors.add_tags",
    "frappe.desk.doctype.tag.tag.remove_tag": "bdhvs_lms.province.doors.remove_tag",
    "frappe.desk.like.toggle_like": "bdhvs_lms.province.doors.toggle_like",
    "frappe.utils.print_format.download_pdf": "bdhvs_lms.province.printouts.download_pdf",
    "frappe.utils.print_format.download_multi_pdf": "bdhvs_lms.province.printouts.download_multi_pdf",
    "frappe.utils.print_format.download_multi_pdf_async": "bdhvs_lms.province.printouts.download_multi_pdf_async",
    "frappe.utils.print_format.print_by_server": "bdhvs_lms.province.printouts.print_by_server",
    "frappe.utils.weasyprint.download_pdf": "bdhvs_lms.province.printouts.download_built_pdf",
    "frappe.printing.doctype.print_format.print_format.download_pdf": (
        "bdhvs_lms.province.printouts.download_built_pdf"
    ),
    "frappe.www.printview.get_html_and_style": "bdhvs_lms.province.printouts.get_html_and_style",
    "lms.lms.doctype.lms_certificate.lms_certificate.create_certificate": (
        "bdhvs_lms.province.lms_certificates.create_certificate"
    ),
}

_DECIDED = ["BDHVS Certificate", "BDHVS Completion", "BDHVS Learner", "BDHVS Link"]
doctype_js = dict.fromkeys(_DECIDED, "bdhvs/decisions.js")
doctype_list_js = {"BDHVS Completion": "bdhvs/decisions.js"}
override_doctype_class = {"Personal Data Download Request": "bdhvs_lms.province.personal_data.DownloadRequest"}
page_renderer = ["bdhvs_lms.province.renderer.PortalRenderer", "bdhvs_lms.province.printouts.PaperRenderer"]
pdf_generator = ["bdhvs_lms.province.printouts.generate"]
on_print_pdf = ["bdhvs_lms.province.printouts.refuse_other_generators"]
jinja = {"methods": ["bdhvs_lms.province.printouts.bdhvs_paper"]}
scheduler_events = {
    "cron": {"*/5 * * * *": ["bdhvs_lms.province.scans.flush", "bdhvs_lms.province.sealing.seal_recent"]},
    "daily": ["bdhvs_lms.province.print_files.forget_old"],
    "daily_long": ["bdhvs_lms.province.reconciliation.run_daily", "bdhvs_lms.province.sealing.seal"],
}

# LMS' own deletion of a course, lesson or quiz, and a user's, must not fail because a mapping of ours names it.
ignore_links_on_delete = ["BDHVS Course", "BDHVS Lesson", "BDHVS Account"]
