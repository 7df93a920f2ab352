# Usage: gnuplot -e "data='FILE'; out='FILE'" chart.gnuplot
# DATA has a line for each goal: its name and what part of its bound is used, in percent.
set terminal svg size 960,640 font "sans-serif,12" background "white"
set output out
set datafile separator "\t"
set title "How much of its bound each goal takes (less is better)"
set xrange [0:125]
stats data using 2 nooutput
set yrange [STATS_records - 0.5 : -0.5]
set xtics 25 format "%.0f %%"
set grid xtics
set style fill solid 0.8 noborder
set lmargin 66
unset key
set arrow from 100, graph 0 to 100, graph 1 nohead lc rgb "#c00000" lw 2
plot data using (($2 > 125 ? 125 : $2) / 2):0:(($2 > 125 ? 125 : $2) / 2):(0.35):ytic(stringcolumn(1)) \
       with boxxyerror lc rgb "#3b6ea5"
