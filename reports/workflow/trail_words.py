"""What the acts on reports are called in the trail."""

from django.utils.translation import gettext_lazy as _

from reports.workflow.moves import MOVES

ACTS = {
    "campaign.open": _("Created the reports of a year"),
    "section.write": _("Saved a section"),
    "section.hand_out": _("Handed out sections"),
    "section.done": _("Marked a section as done"),
    "section.not_done": _("Marked a section as not done"),
    "section.hand_back": _("Handed a section back"),
    "practice.start": _("Began to practise"),
    "proposal.make": _("Read a file, to be confirmed"),
    "proposal.refuse": _("A file was not read"),
    "proposal.apply": _("Wrote what a file states"),
    "proposal.undo": _("Took back what a file had written"),
    "proposal.discard": _("Let a read file go"),
    "report.explain": _("Gave reasons"),
    "report.lift": _("Opened or closed figures of last year"),
    "report.download": _("Downloaded a report"),
    "submission.download": _("Downloaded a submission"),
    "aggregate.export": _("Exported the totals"),
    "board.export": _("Exported the progress"),
    "report.urge": _("Asked to file"),
    "comment.ask": _("Wrote a comment"),
    "comment.answer": _("Answered a comment"),
    "comment.resolve": _("Resolved a comment"),
    "reminder.send": _("Sent reminders"),
    "extension.give": _("Gave an extension"),
    "extension.withdraw": _("Withdrew an extension"),
    "release.give": _("Released an agency from filing"),
    "release.withdraw": _("Withdrew a release from filing"),
    "waiver.give": _("Waived a rule for a report"),
    "waiver.withdraw": _("Withdrew the waiver of a rule"),
    "move.refused": _("A move was refused"),
    **{f"move.{move.name}": move.label for move in MOVES},
}
