"""Revisions and corrections: every entry of the log for good, newest first, with what changed and who moved."""

from components import frame, revisions_view
from language import say

context = frame.context()
lead = frame.title(say(context.lang, "Revisions and corrections"))
revisions_view.lead(context, lead)
revisions_view.policy(context.lang)
revisions_view.entries(context)
revisions_view.whole_log(context)
