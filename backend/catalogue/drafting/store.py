"""Queries over working drafts and proposals; SQL in `queries.sql`."""

from uuid import UUID

from backend.catalogue.drafting.types import (
    ArticleReview,
    DraftComment,
    DraftEvent,
    DraftListed,
    FixToReview,
    SavedFilter,
    StudioCount,
    WaitingVersion,
    WorkingDraft,
)
from backend.kit.sql import Queries

sql = Queries.beside(__file__)
draft = sql.maybe("draft", WorkingDraft)
draft_for_change = sql.maybe("draft_for_change", WorkingDraft)
drafts = sql.many("drafts", DraftListed)
begin = sql.run("begin")
change = sql.value("change", int)
describe = sql.run("describe")
remove = sql.run("remove")
add_event = sql.run("add_event")
changes_since = sql.many("changes_since", DraftEvent)
events = sql.many("events", DraftEvent)
proposal = sql.maybe("proposal", WaitingVersion)
proposals = sql.many("proposals", WaitingVersion)
propose = sql.value("propose", UUID)
begins_later = sql.many("begins_later", WaitingVersion)
newest_serial = sql.value("newest_serial", str)
publish_small_fix = sql.run("publish_small_fix")
fixes_to_review = sql.many("fixes_to_review", FixToReview)
review_fix = sql.value("review_fix", str)
add_comment = sql.run("add_comment")
open_comments = sql.many("open_comments", DraftComment)
settle_comment = sql.value("settle_comment", str)
article_reviews = sql.many("article_reviews", ArticleReview)
add_article_review = sql.run("add_article_review")
withdraw_article_review = sql.value("withdraw_article_review", UUID)
saved_filters = sql.many("saved_filters", SavedFilter)
keep_filter = sql.run("keep_filter")
drop_filter = sql.run("drop_filter")
counts_by_state = sql.many("counts_by_state", StudioCount)
