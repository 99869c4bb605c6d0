package io.kytkin;

/** Says in one sentence why the start failed. */
final class Failures {
    private Failures() { }

    static SettingProblem atStart(RuntimeException failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return new SettingProblem("Kytkin could not start: " + message, failure);
    }
}
