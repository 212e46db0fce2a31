"""What customers ask and the knowledge does not answer, gathered into gaps that an article could fill."""
