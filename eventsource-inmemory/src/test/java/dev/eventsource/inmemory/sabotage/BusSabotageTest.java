// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.tck.EventBusContract;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way of breaking what a bus promises is noticed by the test that is meant to. */
class BusSabotageTest {

    @ParameterizedTest
    @EnumSource
    void the_contract_notices(BusSabotage sabotage) {
        SabotagedBusContract.sabotage = sabotage;
        Noticing.assertNoticed(SabotagedBusContract.class, EventBusContract.class, sabotage.suite, sabotage.test);
    }
}
