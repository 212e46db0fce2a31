from knowledge.views.actions import archive, disable, enable, publish, release, restore, revert
from knowledge.views.audience import audience, reach
from knowledge.views.conflicts import choose, newer
from knowledge.views.editing import details, edit, new, preview, save_and_ask, save_and_publish
from knowledge.views.files import file, upload
from knowledge.views.help_articles import help_article, help_vote
from knowledge.views.help_centre import help_category, help_home, help_search, help_switch
from knowledge.views.help_files import help_sitemap, help_theme, robots
from knowledge.views.importing import (
    import_detail,
    import_drop,
    import_item,
    import_page,
    import_refusals,
    import_start,
)
from knowledge.views.listing import article_list
from knowledge.views.reading import article, version, versions
from knowledge.views.reviewing import approve, ask, comment, send_back, withdraw
from knowledge.views.scheduling import schedule_cancel, schedule_publish, schedule_unpublish
from knowledge.views.settings import embed_again, embedding, save_settings, settings

__all__ = [
    "approve",
    "archive",
    "article",
    "article_list",
    "ask",
    "audience",
    "choose",
    "comment",
    "details",
    "disable",
    "edit",
    "embed_again",
    "embedding",
    "enable",
    "file",
    "help_article",
    "help_category",
    "help_home",
    "help_search",
    "help_sitemap",
    "help_switch",
    "help_theme",
    "help_vote",
    "import_detail",
    "import_drop",
    "import_item",
    "import_page",
    "import_refusals",
    "import_start",
    "new",
    "newer",
    "preview",
    "publish",
    "reach",
    "release",
    "restore",
    "revert",
    "robots",
    "save_and_ask",
    "save_and_publish",
    "save_settings",
    "schedule_cancel",
    "schedule_publish",
    "schedule_unpublish",
    "send_back",
    "settings",
    "upload",
    "version",
    "versions",
    "withdraw",
]
