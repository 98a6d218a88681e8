"""Pages of the desk's work: the start page with the queue, one's own assessments, corrections, replies, complaints."""
