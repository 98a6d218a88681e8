"""The schema: made and upgraded by the migrations, compared with this program's, and described in words."""
