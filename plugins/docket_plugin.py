"""Puts the Docket into Airflow: its pages and API under `/docket`, and an entry in the navigation.

Every Airflow process loads the plugins, each task too; so this file imports nothing of Writ's but the mount.
"""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin

from include.writ.web.mount import docket


class DocketPlugin(AirflowPlugin):
    """Mounts the app; `href` has no leading slash, so that it also holds where Airflow has a base path."""

    name = "writ_docket"
    fastapi_apps = [{"name": "Docket", "app": docket, "url_prefix": "/docket"}]  # noqa: RUF012 - Airflow's own form
    external_views = [  # noqa: RUF012
        {"name": "Docket", "href": "docket/", "url_route": "docket", "destination": "nav", "nav_top_level": True}
    ]
