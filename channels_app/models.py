from channels_app.widget.models import WidgetSession

__all__ = ["WidgetSession"]
