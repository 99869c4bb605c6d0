package io.kytkin;

/** Another process has the embedded state database open: in all likelihood the runtime, which can be asked over REST. */
final class StateInUse extends SettingProblem {
    StateInUse(Throwable cause) {
        super("The state under data.directory is in use by another process; stop that, or set another data.directory.", cause);
    }
}
