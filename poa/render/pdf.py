"""A frozen draft as a PDF, in this process or in a bounded one of its own."""

from poa.render.pdf_child import render_in_subprocess
from poa.render.pdf_draft import Pdf, RenderFailed, Signed, file_name, render_pdf
from poa.render.pdf_pages import Credits

__all__ = ["Credits", "Pdf", "RenderFailed", "Signed", "file_name", "render_in_subprocess", "render_pdf"]
