// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

    private final Table<String, Integer> table = new Table<>();

    @Test
    void a_draft_sees_the_base_and_its_own_changes_and_the_base_sees_neither() {
        table.put("kept", 1);
        table.put("changed", 1);
        table.put("removed", 1);

        Table<String, Integer> draft = table.draft();
        draft.put("changed", 2);
        draft.put("new", 1);
        draft.remove("removed");
        draft.remove("absent");

        assertThat(draft.rows(key -> true)).isEqualTo(Map.of("kept", 1, "changed", 2, "new", 1));
        assertThat(draft.get("removed")).isEmpty();
        assertThat(draft.get("kept")).contains(1);
        assertThat(table.rows(key -> true)).isEqualTo(Map.of("kept", 1, "changed", 1, "removed", 1));
    }

    @Test
    void an_added_draft_is_the_bases_own() {
        table.put("changed", 1);
        table.put("removed", 1);
        Table<String, Integer> draft = table.draft();
        draft.put("changed", 2);
        draft.remove("removed");
        draft.put("gone again", 1);
        draft.remove("gone again");

        table.add(draft);

        assertThat(table.rows(key -> true)).isEqualTo(Map.of("changed", 2));
        assertThat(table.rows("removed"::equals)).isEmpty();
    }
}
