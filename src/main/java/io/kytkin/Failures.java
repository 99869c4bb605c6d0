package io.kytkin;

import java.net.BindException;

/** Says in one sentence why the start failed. */
final class Failures {
    private Failures() { }

    static SettingProblem atStart(RuntimeException failure, Settings settings) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        if (root instanceof BindException || message.contains("Address already in use")) {
            return new SettingProblem("Port " + settings.text(Setting.HTTP_PORT) + " of " + settings.text(Setting.HTTP_HOST)
                    + " is taken; stop what uses it, or set http.port.", failure);
        }
        return new SettingProblem("Kytkin could not start: " + message, failure);
    }
}
