from agent.respond.respond import give_up, respond

__all__ = ["give_up", "respond"]
