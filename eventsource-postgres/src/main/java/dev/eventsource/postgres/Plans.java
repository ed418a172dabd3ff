package dev.eventsource.postgres;

/**
 * Statements that keep the planner to the indexes: a session that prepares its statements while the tables are empty
 * would keep reading them whole until the next ANALYZE. They hold for one transaction, so poolers may hand the session
 * on.
 *
 * @param before to be sent in front; returns a row
 * @param after to be sent behind, "" if nothing is to be put back; returns a row
 */
record Plans(String before, String after) {

    /** For a statement under the append lock, whose settings do it already. */
    static final Plans HELD = new Plans("select 1", "");

    /** For a statement that is its own transaction. */
    static final Plans OWN = new Plans("""
            select set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)""", "");

    /** For a statement inside somebody's transaction, whose settings are put back. */
    static final Plans LENT = new Plans("""
                    select set_config('eventsource.seqscan', current_setting('enable_seqscan'), true),
                           set_config('eventsource.jit', current_setting('jit'), true),
                           set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)""", """
                    select set_config('enable_seqscan', current_setting('eventsource.seqscan'), true),
                           set_config('jit', current_setting('eventsource.jit'), true)""");
}
