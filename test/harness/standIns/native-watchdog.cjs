// Stands in for VS Code's native watchdog, which ends a host whose parent died: here the whole process group is ended.

exports.start = () => {};
