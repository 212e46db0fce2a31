from channels_app.widget.admin import WidgetSessionAdmin

__all__ = ["WidgetSessionAdmin"]
