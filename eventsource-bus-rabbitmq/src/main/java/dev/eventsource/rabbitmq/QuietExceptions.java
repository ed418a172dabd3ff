// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the client from warning of every attempt to connect; {@link Link} warns once. */
final class QuietExceptions extends ForgivingExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(QuietExceptions.class);

    @Override
    protected void log(String message, Throwable e) {
        log.debug(message, e);
    }
}
