/* Prints, when the program after it is done, how many of Node's own modules it loaded. */
process.on("exit", () => console.log(process.moduleLoadList.length));
