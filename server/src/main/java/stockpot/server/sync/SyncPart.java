package stockpot.server.sync;

/** One kind of change in an answer. */
interface SyncPart {
    /**
     * Writes the part's share, under keys of its own, into the open answer.
     *
     * @return whether there is something that a waiting client should be told now
     */
    boolean write(SyncWindow window, AnswerWriter out);
}
