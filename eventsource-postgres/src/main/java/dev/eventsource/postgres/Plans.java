// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

/**
 * Statements that keep the planner to the indexes and their order: a session that prepares its statements while the
 * tables are empty would keep reading them whole, or sorting them, until the next ANALYZE. With that there is one good plan
 * for each statement, so it is made once: left to itself the server plans statements with arrays anew each time, which
 * takes several times as long as they do. The settings hold for one transaction, so poolers may hand the session on.
 *
 * @param before to be sent in front; returns a row
 * @param after to be sent behind, "" if nothing is to be put back; returns a row
 */
record Plans(String before, String after) {

    /** Settings for a select list; what has no index is sorted or scanned all the same. */
    static final String BY_INDEX = """
            set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
            set_config('enable_sort', 'off', true), set_config('jit', 'off', true),
            set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
            set_config('plan_cache_mode', 'force_generic_plan', true)""";

    /**
     * For statements on what is kept beside the events, which are found by their keys: a plan made while a table was empty
     * would read it whole. The rest is left to the server.
     */
    static final String BY_KEY = "set_config('enable_seqscan', 'off', true)";

    /**
     * For a statement that takes the first rows of many: what the planner knows of a table that is filled and emptied all
     * the time makes it read and sort all of them.
     */
    static final String IN_ORDER =
            "set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true),"
                    + " set_config('plan_cache_mode', 'force_generic_plan', true)";

    /** For such a statement that is its own transaction. */
    static final Plans OWN_KEYS = new Plans("select " + BY_KEY, "");

    /** For such a statement in a transaction whose settings do it already. */
    static final Plans HELD_KEYS = new Plans("", "");

    /** For such a statement inside somebody's transaction. */
    static final Plans LENT_KEYS = new Plans(
            "select set_config('eventsource.seqscan', current_setting('enable_seqscan'), true), " + BY_KEY,
            "select set_config('enable_seqscan', current_setting('eventsource.seqscan'), true)");

    /** For a statement under the append lock, whose settings do it already. */
    static final Plans HELD = new Plans("select 1", "");

    /** For a statement that is its own transaction. */
    static final Plans OWN = new Plans("select " + BY_INDEX, "");

    /** For a statement inside somebody's transaction, whose settings are put back. */
    static final Plans LENT = new Plans("""
            select set_config('eventsource.plans', concat_ws(' ', current_setting('enable_seqscan'),
                              current_setting('enable_bitmapscan'), current_setting('enable_sort'),
                              current_setting('jit'), current_setting('plan_cache_mode'),
                              current_setting('enable_hashjoin'), current_setting('enable_mergejoin')), true),
                   %s""".formatted(BY_INDEX), """
            select set_config('enable_seqscan', split_part(current_setting('eventsource.plans'), ' ', 1), true),
                   set_config('enable_bitmapscan', split_part(current_setting('eventsource.plans'), ' ', 2), true),
                   set_config('enable_sort', split_part(current_setting('eventsource.plans'), ' ', 3), true),
                   set_config('jit', split_part(current_setting('eventsource.plans'), ' ', 4), true),
                   set_config('plan_cache_mode', split_part(current_setting('eventsource.plans'), ' ', 5), true),
                   set_config('enable_hashjoin', split_part(current_setting('eventsource.plans'), ' ', 6), true),
                   set_config('enable_mergejoin', split_part(current_setting('eventsource.plans'), ' ', 7), true)""");
}
