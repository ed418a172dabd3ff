// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectedVersionTest {

    @ParameterizedTest
    @CsvSource({
        "0, true, true, false, true, false",
        "1, true, false, true, false, false",
        "2, true, false, true, false, true",
        "3, true, false, true, false, false"
    })
    void each_belief_is_right_of_its_versions_only(
            long actual, boolean any, boolean none, boolean exists, boolean zero, boolean two) {
        assertThat(ExpectedVersion.any().accepts(actual)).isEqualTo(any);
        assertThat(ExpectedVersion.noStream().accepts(actual)).isEqualTo(none);
        assertThat(ExpectedVersion.streamExists().accepts(actual)).isEqualTo(exists);
        assertThat(ExpectedVersion.exactly(0).accepts(actual)).isEqualTo(zero);
        assertThat(ExpectedVersion.exactly(2).accepts(actual)).isEqualTo(two);
    }

    @Test
    void a_version_below_0_cannot_be_expected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExpectedVersion.exactly(-1))
                .withMessageContaining("-1");
    }

    @Test
    void it_prints_as_it_stands_in_a_conflict() {
        assertThat(ExpectedVersion.any()).hasToString("any version");
        assertThat(ExpectedVersion.noStream()).hasToString("no stream");
        assertThat(ExpectedVersion.streamExists()).hasToString("an existing stream");
        assertThat(ExpectedVersion.exactly(3)).hasToString("version 3").isEqualTo(ExpectedVersion.exactly(3));
    }
}
