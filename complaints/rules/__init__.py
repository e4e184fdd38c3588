"""Pure decisions on complaints."""
