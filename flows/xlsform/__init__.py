"""XLSForm in: the rows of a workbook become a flow, its texts in every language, and a report of what was adapted.

    imported = import_form(workbook)      # pure; `backend.integrations.workbook` reads the file
    imported.files["flow.yaml"], imported.files["texts/fr.po"], imported.report

What has no counterpart is said in the report with sheet, row and column; nothing is dropped in silence.
"""
