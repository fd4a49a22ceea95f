"""Puts the Docket into Airflow: its pages and API under `/docket`, and an entry in the navigation.

Beside it is what anybody may open: under `/complaints` the pages where authors complain, under `/receipts` where
platforms push signed receipts and answers.

Every Airflow process loads the plugins, each task too; so this file imports nothing of Writ's but the mount.
"""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin

from include.writ.web.mount import complaints, docket, receipts


class DocketPlugin(AirflowPlugin):
    """Mounts the app; `href` has no leading slash, so that it also holds where Airflow has a base path."""

    name = "writ_docket"
    fastapi_apps = [  # noqa: RUF012 - Airflow's own form
        {"name": "Docket", "app": docket, "url_prefix": "/docket"},
        {"name": "Complaints", "app": complaints, "url_prefix": "/complaints"},
        {"name": "Receipts", "app": receipts, "url_prefix": "/receipts"},
    ]
    external_views = [  # noqa: RUF012
        {"name": "Docket", "href": "docket/", "url_route": "docket", "destination": "nav", "nav_top_level": True}
    ]
