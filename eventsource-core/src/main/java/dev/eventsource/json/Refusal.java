// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import tools.jackson.databind.DatabindException;

/** A value refused by this package: the reason is made for {@code CodecException} and shows no content. Jackson adds the path. */
final class Refusal extends DatabindException {

    private static final long serialVersionUID = 1;

    Refusal(String reason) {
        super(reason);
    }
}
