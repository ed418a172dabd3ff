// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.tck.StorageContract;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who tests the tests: each way of breaking the contract is noticed by the test that is meant to. */
class SabotageTest {

    @ParameterizedTest
    @EnumSource
    void the_contract_notices(Sabotage sabotage) {
        SabotagedContract.sabotage = sabotage;
        Noticing.assertNoticed(SabotagedContract.class, StorageContract.class, sabotage.suite, sabotage.test);
    }
}
