from agent.respond.turn import give_up, respond

__all__ = ["give_up", "respond"]
